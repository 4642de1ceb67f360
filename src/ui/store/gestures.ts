/** What a key does to a part of the page that only the part itself can do: zooming a picture, folding a pane. */
export type Fold = 'fold-left' | 'fold-steps' | 'fold-right' | 'fold-selected' | 'fold-chart';
type ChartGesture = `chart-${'in' | 'out' | 'fit' | 'earlier' | 'later' | 'up' | 'down'}`;
export type Gesture = 'picture-in' | 'picture-out' | 'picture-fit' | ChartGesture | Fold;

export class Gestures {
  private readonly listeners = new Map<Gesture, Set<() => void>>();

  /** Returns how to stop. */
  on(gesture: Gesture, listener: () => void): () => void {
    const all = this.listeners.get(gesture) ?? new Set();
    this.listeners.set(gesture, all.add(listener));
    return () => all.delete(listener);
  }

  make(gesture: Gesture): void {
    for (const listener of this.listeners.get(gesture) ?? []) listener();
  }
}
