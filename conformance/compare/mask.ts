export interface Mask {
  readonly name: string;
  readonly reason: string;
  /** The family of sections whose lines it touches. */
  readonly family: string;
  readonly apply: (line: string) => string;
}
