const KIND = 'x-dinrail/';

/** Says what is dragged, so that it can be read while it is still over the canvas. */
export const dragType = (transfer: DataTransfer, type: string): void => transfer.setData(KIND + type, type);

/** Type of the widget that is dragged; undefined for anything else. */
export function draggedType(transfer: DataTransfer): string | undefined {
  return [...transfer.types].find((kind) => kind.startsWith(KIND))?.slice(KIND.length);
}
