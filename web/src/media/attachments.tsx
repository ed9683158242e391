import type { Media } from '@chemchat/client';
import { Attachment } from './attachment.tsx';

/** The files of a message. */
export const Attachments = ({ media }: { readonly media: readonly Media[] }) =>
  media.length === 0 ? null : (
    <ul className="attachments" aria-label="Attachments">
      {media.map((one) => (
        <li key={one.id}>
          <Attachment media={one} />
        </li>
      ))}
    </ul>
  );
