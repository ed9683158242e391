import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import type { Clock } from '../../domain/clock.ts';
import type { DownloadLinks } from '../../domain/media/download-media.ts';
import type { MediaKey } from '../../domain/media/media-store.ts';
import type { FilesKey } from './files-key.ts';
import { mediaPath } from './media-paths.ts';

/** What signing takes. */
export interface CloudFrontDownloadLinksDeps {
  /** Of the distribution, such as https://files.chat.example.com. */
  readonly origin: string;
  readonly readKey: () => Promise<FilesKey>;
  readonly clock: Clock;
}

/** Signed URLs of CloudFront: each for one path, until one instant. */
export class CloudFrontDownloadLinks implements DownloadLinks {
  readonly #deps: CloudFrontDownloadLinksDeps;

  constructor(deps: CloudFrontDownloadLinksDeps) {
    this.#deps = deps;
  }

  async sign(key: MediaKey, name: string, expiresIn: number): Promise<string> {
    const { origin, readKey, clock } = this.#deps;
    return getSignedUrl({
      ...(await readKey()),
      url: `${origin}/${mediaPath(key, name)}`,
      algorithm: 'SHA256',
      dateLessThan: new Date(clock.nowMs() + expiresIn * 1000),
    });
  }
}
