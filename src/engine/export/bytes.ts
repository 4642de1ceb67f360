/** Bytes that are written one after another; numbers are little endian. */
export class Bytes {
  private room = new Uint8Array(256);
  length = 0;

  get all(): Uint8Array<ArrayBuffer> {
    return this.room.slice(0, this.length);
  }

  u8(value: number): void {
    this.view(1).setUint8(0, value);
  }

  u16(value: number): void {
    this.view(2).setUint16(0, value, true);
  }

  u32(value: number): void {
    this.view(4).setUint32(0, value, true);
  }

  u64(value: bigint): void {
    this.view(8).setBigUint64(0, value, true);
  }

  /** As UTF-8, without an end. */
  raw(text: string): void {
    this.bytes(new TextEncoder().encode(text));
  }

  /** As UTF-8, with a zero at its end. */
  text(text: string): void {
    this.raw(text);
    this.u8(0);
  }

  /** Its length in 4 bytes, then the text. */
  sized32(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.u32(bytes.length);
    this.bytes(bytes);
  }

  /** Its length in 8 bytes, then the text. */
  sized64(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.u64(BigInt(bytes.length));
    this.bytes(bytes);
  }

  bytes(bytes: Uint8Array): void {
    const start = this.length;
    this.view(bytes.length);
    this.room.set(bytes, start);
  }

  /** Zeros, up to a multiple. */
  pad(multiple: number): void {
    this.view((multiple - (this.length % multiple)) % multiple);
  }

  /** Room for so many bytes more. */
  private view(count: number): DataView {
    const start = this.length;
    this.length += count;
    if (this.length > this.room.length) {
      const larger = new Uint8Array(Math.max(this.length, this.room.length * 2));
      larger.set(this.room);
      this.room = larger;
    }
    return new DataView(this.room.buffer, start, count);
  }
}
