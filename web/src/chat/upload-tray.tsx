import { ProgressBar } from 'react-aria-components';
import { formatSize } from '../ui/format-size.ts';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import type { FileUpload } from './use-uploads.ts';

/** The files that go with a message. */
export interface UploadTrayProps {
  readonly uploads: readonly FileUpload[];
  readonly onRemove: (id: string) => void;
}

const UploadTile = ({ upload }: { readonly upload: FileUpload }) => (
  <>
    {upload.previewUrl === undefined || upload.state === 'failed' ? (
      <Icon name="file" size={28} />
    ) : (
      <img src={upload.previewUrl} alt="" />
    )}
    <span className="upload-name">
      {upload.file.name}
      <small>{formatSize(upload.file.size)}</small>
    </span>
    {upload.state === 'sending' && (
      <ProgressBar className="progress" aria-label={`Sending ${upload.file.name}`} value={100 * upload.progress}>
        {({ percentage = 0 }) => <span style={{ width: `${percentage}%` }} />}
      </ProgressBar>
    )}
    {upload.state === 'failed' && (
      <span role="alert" className="upload-problem">
        {upload.problem}
      </span>
    )}
  </>
);

/** The files that go with a message, with how far each was sent. */
export const UploadTray = ({ uploads, onRemove }: UploadTrayProps) =>
  uploads.length === 0 ? null : (
    <ul className="upload-tray" aria-label="Files to send">
      {uploads.map((upload) => (
        <li key={upload.id} className="upload">
          <UploadTile upload={upload} />
          <IconButton icon="close" label={`Remove ${upload.file.name}`} onPress={() => onRemove(upload.id)} />
        </li>
      ))}
    </ul>
  );
