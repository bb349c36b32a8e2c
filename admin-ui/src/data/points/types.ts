import type { Param } from '../errors';

export type Scalar = string | number | boolean | null;
export type Quality = 'good' | 'uncertain' | 'bad';

/** The changing part of a point; `ts` Unix ms of the last successful read. */
export interface Sample {
  value: Scalar;
  ts: number | null;
  quality: Quality;
  reason: string | null;
}

export interface PointView extends Sample {
  address: string;
  instance: string;
  path: string;
  /** IEC 61131 type; null for a value without a directory entry. */
  type: string | null;
  unit: string;
  description: string;
  min: number | null;
  max: number | null;
  texts: Record<string, string>;
  writable: boolean;
}

export interface TreeChild {
  segment: string;
  address: string;
  leaf: boolean;
  /** Points below, itself included. */
  count: number;
  point?: PointView | null;
}

export interface TreeLevel {
  path: string;
  children: TreeChild[];
}

export interface PointPage {
  total: number;
  items: PointView[];
}

export interface WriteResult {
  ok: boolean;
  value: Scalar;
  error?: { key: string; message?: string; params?: Record<string, Param> };
}
