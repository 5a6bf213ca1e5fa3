/** The accent check, alone or with its word: run here, every item on file. */
export function EvidenceMark({ word = false }: { word?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden="true" className="flex-none text-accent" height="11" viewBox="0 0 11 11" width="11">
        <path d="M1 6L4 9L10 2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      </svg>
      <span className={word ? undefined : 'sr-only'}>verified</span>
    </span>
  )
}
