import type { MediaRejection, Rendition } from '../../contract/media.ts';

/** Why a file was found bad, thrown from where it is found. */
export class Rejected extends Error {
  readonly reason: MediaRejection;

  constructor(reason: MediaRejection, options: { cause?: unknown } = {}) {
    super(`the file is rejected: ${reason}`, options);
    this.reason = reason;
  }
}

/** An upload on this machine. */
export interface LocalUpload {
  readonly path: string;
  /** For what is made of it; it goes when the upload was looked at. */
  readonly folder: string;
  /** What was found in its bytes. */
  readonly type: string;
  /** When to give up, milliseconds since the epoch. */
  readonly endAtMs: number;
}

/** A file that was made, on this machine. */
export interface MadeFile extends Omit<Rendition, 'size'> {
  readonly path: string;
}

/** What was made of an upload. */
export interface Made {
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  readonly placeholder?: string;
  readonly waveform?: number[];
  /** What a download without a rendition's name gives. */
  readonly main: MadeFile;
  readonly renditions: readonly MadeFile[];
}

/**
 * Makes what is shown of an upload. The same upload gives files of the same names.
 *
 * @throws Rejected the upload is not what it has to be
 */
export type Maker = (upload: LocalUpload) => Promise<Made>;
