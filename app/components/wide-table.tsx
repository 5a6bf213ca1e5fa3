import type { ReactNode } from 'react'

interface WideTableProps {
  /** What the table holds: its name for a reader who moves from region to region. */
  readonly label: string
  readonly className?: string
  /** Whether it is narrow enough for a large screen, where it need not scroll. */
  readonly fits?: boolean
  readonly children: ReactNode
}

/** Lets a table that is wider than the screen scroll by itself, by pointer and by arrow keys. */
export function WideTable({ label, className = '', fits, children }: WideTableProps) {
  return (
    <section
      aria-label={label}
      className={`wide-table ${className}`}
      data-fits={fits || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus, or arrows cannot move it
      tabIndex={0}
    >
      {children}
    </section>
  )
}
