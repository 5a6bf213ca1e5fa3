import type { ReactNode } from 'react'

interface SectionHeadProps {
  readonly id?: string
  readonly title: string
  /** What the numbers stand on: n, seeds, intervals. */
  readonly caption?: ReactNode
}

/** A section's title with its caption at the right, on the same baseline. */
export function SectionHead({ id, title, caption }: SectionHeadProps) {
  return (
    <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5">
      <h2 className="type-section" id={id}>
        {title}
      </h2>
      {caption && <p className="type-note">{caption}</p>}
    </div>
  )
}
