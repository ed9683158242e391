import {
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
  EmojiPicker as Frimousse,
} from 'frimousse';

const CategoryHeader = ({ category, ...header }: EmojiPickerListCategoryHeaderProps) => (
  <div className="emoji-category" {...header}>
    {category.label}
  </div>
);

// The list counts from 0, ARIA from 1; by the row's number it finds rows again, but for the first.
const Row = (row: EmojiPickerListRowProps) => (
  <div className="emoji-row" {...{ ...row, 'aria-rowindex': row['aria-rowindex'] || undefined }} />
);

const Emoji = ({ emoji, ...button }: EmojiPickerListEmojiProps) => (
  <button
    type="button"
    className="emoji-button"
    aria-label={emoji.label}
    {...{ ...button, 'aria-colindex': (button['aria-colindex'] ?? 0) + 1 }}
  >
    {emoji.emoji}
  </button>
);

/** All emoji, by kind and by search. */
const EmojiPicker = ({ onPick }: { readonly onPick: (emoji: string) => void }) => (
  <Frimousse.Root
    className="emoji-picker"
    columns={8}
    emojibaseUrl={`${location.origin}/emojibase`}
    onEmojiSelect={({ emoji }) => onPick(emoji)}
  >
    <Frimousse.Search className="emoji-search" aria-label="Search emoji" placeholder="Search emoji" autoFocus />
    <Frimousse.Viewport className="emoji-viewport">
      <Frimousse.Loading className="emoji-state">Loading…</Frimousse.Loading>
      <Frimousse.Empty className="emoji-state">No emoji of that name</Frimousse.Empty>
      <Frimousse.List components={{ CategoryHeader, Row, Emoji }} />
    </Frimousse.Viewport>
  </Frimousse.Root>
);

export default EmojiPicker;
