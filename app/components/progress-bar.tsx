import type { RunState } from '#lib/domain/submission'
import type { SliceState } from '../submission/state-words'

interface ProgressBarProps {
  readonly done: number
  readonly total: number
  readonly state: RunState | SliceState
  /** What stands above the bar where a percentage or a check does not say it. */
  readonly word: string
  /** Added to a percentage, e.g. `2nd try`. */
  readonly note?: string
}

/** A bar of 76 × 5 px with a word, a percentage or a check above it: never colour alone. */
export function ProgressBar({ done, total, state, word, note }: ProgressBarProps) {
  const finished = state === 'done' || state === 'complete'
  const stopped = state === 'failed' || state === 'refused'
  const share = finished ? 1 : total === 0 ? 0 : done / total
  const moving = !finished && !stopped && share > 0
  return (
    <span className={`progress ${stopped ? 'is-stopped' : moving ? 'is-moving' : ''}`}>
      <span className="flex items-center gap-1 text-[11px] leading-[14px]">
        {finished && <Check />}
        {stopped && <span aria-hidden="true" className="size-2 border-[1.5px] border-current" />}
        {moving ? (
          `${Math.floor(100 * share)}\u2009%`
        ) : (
          <span className={finished ? 'sr-only' : ''}>{word}</span>
        )}
        {note && <span className="font-normal text-ink3">{note}</span>}
      </span>
      <svg aria-hidden="true" className="block" height="5" width="76">
        <rect className="track" height="4" width="75" x="0.5" y="0.5" />
        <rect className="fill" height="5" width={Math.round(76 * share)} />
      </svg>
    </span>
  )
}

function Check() {
  return (
    <svg aria-hidden="true" height="11" viewBox="0 0 11 11" width="11">
      <path d="M1 6L4 9L10 2" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
