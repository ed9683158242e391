import { encodeQR } from 'qr';

/** A text to scan. */
export interface QrCodeProps {
  readonly text: string;
  readonly label: string;
}

/** A QR code, drawn as one path, dark on light in any colour scheme. */
const QrCode = ({ text, label }: QrCodeProps) => {
  const rows = encodeQR(text, 'raw', { border: 3 });
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : []))).join('');
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`}>
      <path d={path} />
    </svg>
  );
};

export default QrCode;
