import type { SampleStore } from '@/data/live/samples';
import type { PointView } from '@/data/points/types';
import type { LiveValue, Widget } from '../contract';

type Values = Record<string, LiveValue>;
export type Bindings = Readonly<Widget['bindings']>;

export interface Frames {
  request: (run: () => void) => number;
  cancel: (handle: number) => void;
}

const BROWSER: Frames = {
  request: (run) => requestAnimationFrame(run),
  cancel: (handle) => cancelAnimationFrame(handle),
};

interface Reader {
  values: Values;
  tell: () => void;
}

/**
 * What the widgets of one page show: samples are gathered and told once per frame, to those they belong to only.
 *
 * A sample counts from its arrival until the link is lost; what is older is never shown as if it were now.
 */
export class PageLive {
  private readonly arrived = new Set<string>();
  private readonly waiting = new Set<string>();
  private readonly ends = new Map<string, () => void>();
  private readonly readers = new Map<string, Set<Reader>>();
  private points: ReadonlyMap<string, PointView> | null = null;
  private frame: number | null = null;

  constructor(
    private readonly samples: SampleStore,
    private readonly frames: Frames = BROWSER,
  ) {}

  /** Hears of these addresses from now on, and of no others. */
  listen(addresses: readonly string[]): void {
    const wanted = new Set(addresses);
    for (const [address, end] of this.ends) {
      if (wanted.has(address)) continue;
      end();
      this.ends.delete(address);
      this.arrived.delete(address);
    }
    for (const address of wanted) {
      if (this.ends.has(address)) continue;
      if (this.samples.get(address) !== undefined) this.arrived.add(address);
      this.ends.set(
        address,
        this.samples.watch(address, () => {
          this.arrived.add(address);
          this.renew(address);
        }),
      );
    }
  }

  /** Units, types and names by address; null as long as they are not known. */
  describe(points: ReadonlyMap<string, PointView> | null): void {
    this.points = points;
    for (const address of this.readers.keys()) this.renew(address);
  }

  /** Nothing that came until now is shown any longer. */
  forget(): void {
    if (this.arrived.size === 0) return;
    this.arrived.clear();
    for (const address of this.readers.keys()) this.renew(address);
  }

  stop(): void {
    if (this.frame !== null) this.frames.cancel(this.frame);
    this.frame = null;
    this.listen([]);
  }

  /** What a widget's bindings tell, as a store for React: the same object until something of it changed. */
  reader(bindings: Bindings): { watch: (tell: () => void) => () => void; values: () => Values } {
    const sources = Object.values(bindings).map(({ source }) => source);
    const own: Reader = { values: this.valuesOf(bindings), tell: () => {} };
    return {
      values: () => own.values,
      watch: (tell) => {
        own.tell = () => {
          own.values = this.valuesOf(bindings);
          tell();
        };
        for (const source of sources) this.readers.set(source, (this.readers.get(source) ?? new Set()).add(own));
        own.tell();
        return () => {
          for (const source of sources) this.readers.get(source)?.delete(own);
        };
      },
    };
  }

  private renew(address: string): void {
    if (!this.readers.has(address)) return;
    this.waiting.add(address);
    this.frame ??= this.frames.request(() => this.deliver());
  }

  private deliver(): void {
    this.frame = null;
    const due = new Set([...this.waiting].flatMap((address) => [...(this.readers.get(address) ?? [])]));
    this.waiting.clear();
    for (const reader of due) reader.tell();
  }

  private valuesOf(bindings: Bindings): Values {
    return Object.fromEntries(Object.entries(bindings).map(([name, { source }]) => [name, this.valueOf(source)]));
  }

  private valueOf(source: string): LiveValue {
    const point = this.points?.get(source) ?? null;
    const sample = this.arrived.has(source) ? this.samples.get(source) : undefined;
    if (sample === undefined) {
      const reason = this.points !== null && point === null ? 'unknown_point' : null;
      return { value: null, quality: reason === null ? null : 'bad', reason, ts: null, point };
    }
    const { quality, reason, ts } = sample;
    return { value: quality === 'bad' ? null : sample.value, quality, reason, ts, point };
  }
}
