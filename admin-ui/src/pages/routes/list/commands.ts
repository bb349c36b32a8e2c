import type { Row } from '../rows';

/** What can be done with a line of the list. */
export interface RouteCommands {
  open: (row: Row) => void;
  toggle: (row: Row) => void;
  /** To this place from 0. */
  move: (row: Row, to: number) => void;
  duplicate: (row: Row) => void;
  /** Both ask first. */
  place: (row: Row) => void;
  remove: (row: Row) => void;
  editPath: (row: Row) => string;
}
