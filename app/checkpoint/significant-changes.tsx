import type { Finding } from './findings'

/** Claims that a test supports, numbered; a sentence where there is none. */
export function SignificantChanges({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0)
    return (
      <p className="border-t-[1.5px] border-strong py-3 type-interface text-ink2">
        No change was significant.
      </p>
    )
  return (
    <ol className="border-t-[1.5px] border-strong">
      {findings.map(({ title, text, source }, index) => (
        <li className="grid grid-cols-[28px_1fr] border-b border-rule2 py-3" key={title}>
          <span className="pt-px text-[12px] text-ink3">{index + 1}</span>
          <div>
            <h3 className="type-finding">{title}</h3>
            <p className="mt-0.5 type-interface text-ink2">{text}</p>
            <p className="mt-0.5 type-note">{source}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}
