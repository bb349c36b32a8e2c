/** Collects items and hands them over together, at most once per `periodMs`. */
export class Batch<T> {
  private items: T[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly periodMs: number,
    private readonly deliver: (items: T[]) => void,
  ) {}

  add(item: T): void {
    this.items.push(item);
    this.timer ??= setTimeout(() => this.flush(), this.periodMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.items = [];
  }

  private flush(): void {
    this.timer = undefined;
    const items = this.items;
    this.items = [];
    this.deliver(items);
  }
}
