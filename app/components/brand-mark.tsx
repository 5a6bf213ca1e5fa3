/** Hollow circle = before, filled circle = after: the mark that means a displacement between two views. */
export function BrandMark() {
  return (
    <svg aria-hidden="true" height="12" viewBox="0 0 28 12" width="28">
      <path d="M9 6H20" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="5" cy="6" fill="none" r="3.8" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="23" cy="6" fill="var(--color-accent)" r="4.6" />
    </svg>
  )
}
