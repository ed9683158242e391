import { useCallback, useEffect, useRef, useState } from 'react';
import { rejectionText } from '../media/rejection-text.ts';
import { upload } from '../media/upload.ts';
import { useClient } from '../session/client.ts';
import { errorText } from '../ui/error-text.ts';

/** A file that goes with the message that is being written. */
export interface FileUpload {
  readonly id: string;
  readonly file: File;
  /** A picture of it, where it is one. */
  readonly previewUrl: string | undefined;
  readonly state: 'sending' | 'sent' | 'failed';
  /** From 0 to 1. */
  readonly progress: number;
  readonly problem: string | undefined;
  readonly mediaId: string | undefined;
}

/** The files that go with the message that is being written. */
export interface Uploads {
  readonly files: readonly FileUpload[];
  add(files: readonly File[]): void;
  remove(id: string): void;
  /** Lets go of those that were sent: they went with a message. What failed stays to be seen. */
  clearSent(): void;
}

const isPicture = ({ type }: File): boolean => /^image\/(png|jpeg|gif|webp|avif)$/.test(type);

/** Sends files as soon as they are chosen, so that they are there when the message is. */
export const useUploads = (conversationId: string): Uploads => {
  const client = useClient();
  const [files, setFiles] = useState<readonly FileUpload[]>([]);
  const underWay = useRef(new Map<string, AbortController>());
  const rejected = useRef(new Map<string, string>());
  const latest = useRef(files);
  latest.current = files;

  const change = (id: string, changed: Partial<FileUpload>) =>
    setFiles((known) => known.map((one) => (one.id === id ? { ...one, ...changed } : one)));

  const release = useCallback((gone: readonly FileUpload[]) => {
    for (const { id, previewUrl } of gone) {
      underWay.current.get(id)?.abort();
      underWay.current.delete(id);
      if (previewUrl !== undefined) URL.revokeObjectURL(previewUrl);
    }
  }, []);

  const send = async ({ id, file }: FileUpload) => {
    const controller = new AbortController();
    underWay.current.set(id, controller);
    try {
      const mediaId = await upload(client, file, {
        conversationId,
        signal: controller.signal,
        onProgress: (progress) => change(id, { progress }),
      });
      const problem = rejected.current.get(mediaId);
      change(id, { state: problem === undefined ? 'sent' : 'failed', progress: 1, problem, mediaId });
    } catch (error) {
      if (!controller.signal.aborted) change(id, { state: 'failed', problem: errorText(error) });
    }
  };

  useEffect(() => () => release(latest.current), [release]);

  // A file may be refused sooner than the answer to its upload is here.
  useEffect(
    () =>
      client.on('media.rejected', ({ media: { id: mediaId, reason } }) => {
        const problem = `It was ${rejectionText(reason)}.`;
        rejected.current.set(mediaId, problem);
        setFiles((known) => known.map((one) => (one.mediaId === mediaId ? { ...one, state: 'failed', problem } : one)));
      }),
    [client],
  );

  return {
    files,
    add: (added) => {
      const begun = added.map((file): FileUpload => {
        const previewUrl = isPicture(file) ? URL.createObjectURL(file) : undefined;
        const id = crypto.randomUUID();
        return { id, file, previewUrl, state: 'sending', progress: 0, problem: undefined, mediaId: undefined };
      });
      setFiles((known) => [...known, ...begun]);
      for (const one of begun) void send(one);
    },
    remove: (id) => {
      release(files.filter((one) => one.id === id));
      setFiles((known) => known.filter((one) => one.id !== id));
    },
    clearSent: () => {
      release(files.filter(({ state }) => state === 'sent'));
      setFiles((known) => known.filter(({ state }) => state !== 'sent'));
    },
  };
};
