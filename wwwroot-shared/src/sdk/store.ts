/** A value that changes, and who wants to know. Values are immutable: a new one is another object. */
export class Store<T> {
  private readonly _listeners = new Set<() => void>();
  private _value: T;

  constructor(value: T) {
    this._value = value;
  }

  get value(): T {
    return this._value;
  }

  set(value: T): void {
    if (Object.is(value, this._value)) return;
    this._value = value;
    for (const listener of [...this._listeners]) listener();
  }

  /** Gives the function that ends the listening. */
  subscribe(listener: () => void): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }
}
