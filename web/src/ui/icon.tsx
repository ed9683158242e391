/** Drawn on a grid of 24, as lines of width 2. */
const paths = {
  add: 'M12 5v14M5 12h14',
  attach: 'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14.6 7',
  back: 'M19 12H5m7-7-7 7 7 7',
  check: 'm4 13 5 5L20 6',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v14m-6-6 6 6 6-6',
  edit: 'M4 20h4L20 8l-4-4L4 16zM13.5 6.5l4 4',
  emoji: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.5 10h.01M15.5 10h.01M8 14.5a5 5 0 0 0 8 0',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  muted: 'M6 9a6 6 0 0 1 10.5-4M18 10c0 3 .6 4.8 1.5 6M16 17H4c2-2 2-4 2-7M10 20.5h4M3 3l18 18',
  people: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2 21a7 7 0 0 1 14 0M16 3.5a4 4 0 0 1 0 7.5M18 14.5a7 7 0 0 1 4 6.5',
  reply: 'm9 7-5 5 5 5M4 12h10a6 6 0 0 1 6 6v1',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l5 5',
  send: 'M4 12 21 4l-5 17-4-7zM12 14l9-10',
  settings: 'M4 7h10m4 0h2M4 17h2m4 0h10M16 5v4M8 15v4',
  shield: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 12l2 2 4-4',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
} as const;

/** A picture beside words, or on a button that has a name; never read out. */
export const Icon = ({ name, size = 20 }: { readonly name: keyof typeof paths; readonly size?: number }) => (
  <svg
    aria-hidden="true"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d={paths[name]} />
  </svg>
);
