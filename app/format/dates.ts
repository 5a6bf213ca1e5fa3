const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const minute = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** `12 Nov 2026`, in UTC. */
export function date(at: Date): string {
  return day.format(at)
}

/** `12 Nov, 04:41 UTC`. */
export function moment(at: Date): string {
  return `${minute.format(at)} UTC`
}

/** `about 40 s`, `about 3 min`, `about 2 h`. */
export function about(seconds: number): string {
  if (seconds < 100) return `about ${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 100 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`
}

/** `4 s ago`, `3 min ago`, `2 h ago`; never in the future. */
export function ago(at: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000))
  if (seconds < 100) return `${seconds} s ago`
  const minutes = Math.round(seconds / 60)
  return minutes < 100 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`
}
