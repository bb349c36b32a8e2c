/** Characters a kept image may have as a data: address; every version of a page keeps its own copy. */
export const MAX_TEXT = 480 * 1024;
/** The same in bytes of the file. */
export const MAX_IMAGE = Math.floor((MAX_TEXT * 3) / 4) - 64;
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/svg+xml'];

/** A photo of today's telephones; more would make a browser stumble. */
const MAX_FILE = 30_000_000;
const SIDES = [1600, 1200, 900, 640];
const QUALITY = 0.82;
const CHUNK = 0x8000;

export type Refused = 'no_image' | 'too_large' | 'unreadable';

async function addressOf(content: Blob): Promise<string> {
  const bytes = new Uint8Array(await content.arrayBuffer());
  let text = '';
  // As many arguments at once as a call may have.
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCodePoint(...bytes.subarray(at, at + CHUNK));
  return `data:${content.type};base64,${btoa(text)}`;
}

/** A smaller copy with its longer side at most so many pixels. */
async function scaled(image: ImageBitmap, side: number): Promise<Blob | null> {
  const factor = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * factor));
  canvas.height = Math.max(1, Math.round(image.height * factor));
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => {
    canvas.toBlob(done, 'image/webp', QUALITY);
  });
}

/** The largest copy that may be kept. */
async function shrunk(file: Blob): Promise<Blob | null> {
  const image = await createImageBitmap(file);
  try {
    for (const side of SIDES) {
      // Mostly the first will do.
      // oxlint-disable-next-line no-await-in-loop
      const copy = await scaled(image, side);
      if (copy !== null && copy.size <= MAX_IMAGE && IMAGE_TYPES.includes(copy.type)) return copy;
    }
    return null;
  } finally {
    image.close();
  }
}

/** A file as a data: address, made smaller where it must be; or why it is not taken. */
export async function dataAddress(file: Blob): Promise<{ address: string } | { refused: Refused }> {
  if (!IMAGE_TYPES.includes(file.type)) return { refused: 'no_image' };
  try {
    if (file.size <= MAX_IMAGE) return { address: await addressOf(file) };
    // A drawing cannot be made smaller by painting it.
    if (file.size > MAX_FILE || file.type === 'image/svg+xml') return { refused: 'too_large' };
    const copy = await shrunk(file);
    return copy === null ? { refused: 'too_large' } : { address: await addressOf(copy) };
  } catch {
    return { refused: 'unreadable' };
  }
}
