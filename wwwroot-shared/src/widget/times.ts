/** Days and times as a person reads them, in the language of the screen and the zone of the device. */
const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const dayLength = 86_400_000;

/** A key of the calendar day here. */
export const dayOf = (at: string): number => midnight(new Date(at));

/** "Today", "Yesterday", or the date; with the year where it is another one. */
export function dayLabel(day: number, locale: string, now: Date = new Date()): string {
  const days = Math.round((day - midnight(now)) / dayLength);
  if (days === 0 || days === -1) return capitalised(new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day"), locale);
  const date = new Date(day);
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", ...year }).format(date);
}

export function timeLabel(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(new Date(at));
}

/** For a list: the time today, the weekday within a week, else the date. */
export function shortLabel(at: string, locale: string, now: Date = new Date()): string {
  const days = Math.round((midnight(now) - dayOf(at)) / dayLength);
  if (days === 0) return timeLabel(at, locale);
  return new Intl.DateTimeFormat(locale, days < 7 ? { weekday: "short" } : { dateStyle: "short" }).format(new Date(at));
}

const capitalised = (text: string, locale: string): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
