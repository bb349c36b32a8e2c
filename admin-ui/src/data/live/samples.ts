import type { Sample } from '../points/types';
import type { WireSample } from './types';

/** Latest samples of the subscribed addresses; readers are told once per arriving sample. */
export class SampleStore {
  private readonly samples = new Map<string, Sample>();
  private readonly held = new Map<string, number>();
  private readonly readers = new Map<string, Set<() => void>>();

  get(address: string): Sample | undefined {
    return this.samples.get(address);
  }

  /** Keeps samples of these addresses until released by every holder. */
  hold(addresses: readonly string[]): () => void {
    for (const address of addresses) this.held.set(address, (this.held.get(address) ?? 0) + 1);
    return () => {
      for (const address of addresses) {
        const left = (this.held.get(address) ?? 1) - 1;
        if (left > 0) this.held.set(address, left);
        else {
          this.held.delete(address);
          this.samples.delete(address);
        }
      }
    };
  }

  watch(address: string, reader: () => void): () => void {
    const readers = this.readers.get(address) ?? new Set();
    this.readers.set(address, readers.add(reader));
    return () => {
      readers.delete(reader);
      if (readers.size === 0 && this.readers.get(address) === readers) this.readers.delete(address);
    };
  }

  take(batch: readonly WireSample[]): void {
    for (const [address, value, ts, quality, reason] of batch) {
      if (!this.held.has(address)) continue;
      this.samples.set(address, { value, ts, quality, reason });
      for (const reader of this.readers.get(address) ?? []) reader();
    }
  }
}
