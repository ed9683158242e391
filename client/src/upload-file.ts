import type { Api } from './api.ts';
import { ChatError } from './errors.ts';
import type { Upload } from './wire.ts';

/** How a file is sent. */
export interface UploadOptions {
  /** What others see; a File's own name when left out. */
  readonly fileName?: string;
  /** Whose members may see it before it is attached. */
  readonly conversationId?: string;
  /** From 0 to 1, as it goes; where the surroundings tell nothing (Node), 1 at the end. */
  readonly onProgress?: (part: number) => void;
  readonly signal?: AbortSignal;
}

/** What of XMLHttpRequest is used: fetch tells nothing of how far a body is. */
interface ProgressRequest extends EventTarget {
  readonly upload: EventTarget;
  readonly status: number;
  open(method: string, url: string): void;
  send(body: FormData): void;
  abort(): void;
}

const formOf = ({ upload: { fields } }: Upload, file: Blob): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  return form;
};

const withProgress = (request: ProgressRequest, url: string, form: FormData, options: UploadOptions) =>
  new Promise<number>((resolve, reject) => {
    const { signal, onProgress } = options;
    const abort = () => request.abort();
    request.upload.addEventListener('progress', (event) => {
      const { loaded, total } = event as Event & { readonly loaded: number; readonly total: number };
      if (total > 0) onProgress?.(loaded / total);
    });
    request.addEventListener('loadend', () => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(request.status);
    });
    signal?.addEventListener('abort', abort, { once: true });
    request.open('POST', url);
    request.send(form);
  });

const withFetch = async (url: string, form: FormData, { signal }: UploadOptions): Promise<number> => {
  try {
    const { status } = await fetch(url, { method: 'POST', body: form, ...(signal && { signal }) });
    return status;
  } catch {
    signal?.throwIfAborted();
    return 0;
  }
};

/**
 * Uploads a file, straight to where files are kept, and answers with its id, to send as one of `attachmentIds`. It can
 * be attached at once; `media.ready` or `media.rejected` tells when it was looked at.
 *
 * @throws ChatError TOO_LARGE or QUOTA_EXCEEDED; NO_ANSWER where the bytes did not arrive
 */
export const uploadFile = async (
  { api }: { readonly api: Pick<Api, 'createUpload'> },
  file: Blob & { readonly name?: string },
  options: UploadOptions = {},
): Promise<string> => {
  const { fileName = file.name ?? 'file', conversationId, onProgress, signal } = options;
  signal?.throwIfAborted();
  const contentType = file.type.split(';')[0] || 'application/octet-stream';
  const announced = { fileName, contentType, size: file.size, ...(conversationId !== undefined && { conversationId }) };
  const upload = await api.createUpload(announced, { signal });
  const { XMLHttpRequest } = globalThis as { readonly XMLHttpRequest?: new () => ProgressRequest };
  const { url } = upload.upload;
  const form = formOf(upload, file);
  const status = XMLHttpRequest
    ? await withProgress(new XMLHttpRequest(), url, form, options)
    : await withFetch(url, form, options);
  if (status < 200 || status >= 300) {
    const code = status === 0 || status >= 500 ? 'NO_ANSWER' : 'VALIDATION_FAILED';
    throw new ChatError('cannot upload the file; its bytes were not taken', { code, status });
  }
  onProgress?.(1);
  return upload.mediaId;
};
