import { waveformValues } from '../../domain/media/rendition-rules.ts';

const bytesOfSample = 2;
const fullScale = 32_768;

/** Reads how loud audio is, from samples of 16 bits, little-endian, that come in pieces of any length. */
export class WaveformReader {
  readonly #window: number;
  readonly #peaks: number[] = [];
  #peak = 0;
  #rest: Buffer = Buffer.alloc(0);
  samples = 0;

  /** @param window samples that have one peak */
  constructor(window: number) {
    this.#window = window;
  }

  read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % bytesOfSample);
    for (let at = 0; at < whole; at += bytesOfSample) {
      this.#peak = Math.max(this.#peak, Math.abs(bytes.readInt16LE(at)));
      this.samples += 1;
      if (this.samples % this.#window === 0) this.#end();
    }
    this.#rest = bytes.subarray(whole);
  }

  /** 64 values of 0 to 100 over the whole length; each is the loudest of its part. */
  values(): number[] {
    // Less than half a window is what encoders fill up with.
    if (this.samples % this.#window >= this.#window / 2 || this.#peaks.length === 0) this.#end();
    const peaks = this.#peaks;
    return Array.from({ length: waveformValues }, (_, index) => {
      const from = Math.floor((index * peaks.length) / waveformValues);
      const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / waveformValues));
      return Math.round((100 * Math.max(0, ...peaks.slice(from, to))) / fullScale);
    });
  }

  #end(): void {
    this.#peaks.push(this.#peak);
    this.#peak = 0;
  }
}
