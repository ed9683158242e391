import type { Media } from '@chemchat/client';
import { formatSize } from '../ui/format-size.ts';
import { Icon } from '../ui/icon.tsx';

const stateText: Readonly<Record<Media['status'], string>> = {
  pending: 'being sent',
  processing: 'being looked at',
  ready: '',
  rejected: 'refused',
};

/** The files of a message. */
export const Attachments = ({ media }: { readonly media: readonly Media[] }) =>
  media.length === 0 ? null : (
    <ul className="attachments" aria-label="Attachments">
      {media.map((one) => (
        <li key={one.id} className="attachment">
          <Icon name="file" size={28} />
          <span className="upload-name">
            {one.fileName}
            <small>
              {formatSize(one.size)} {stateText[one.status]}
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
