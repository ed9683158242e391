const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDate = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const both = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dayMs = 86_400_000;

/** The time of day. */
export const formatTime = (timestamp: string): string => time.format(new Date(timestamp));

/** Date and time. */
export const formatDateTime = (timestamp: string): string => both.format(new Date(timestamp));

/** The day in words, by itself. */
export const formatDay = (timestamp: string): string => longDate.format(new Date(timestamp));

/** Whether two times are of one day here. */
export const isSameDay = (one: string, other: string): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** As short as it tells: the time today, the day of the week within a week, else the date. */
export const formatShort = (timestamp: string, nowMs = Date.now()): string => {
  const then = new Date(timestamp);
  if (isSameDay(timestamp, new Date(nowMs).toISOString())) return time.format(then);
  return (nowMs - then.getTime() < 6 * dayMs ? weekday : date).format(then);
};
