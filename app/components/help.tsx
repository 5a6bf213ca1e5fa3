import { type ReactNode, useId } from 'react'

/** A term with a dotted underline; pressing it opens two sentences beside it, without any script. */
export function Help({ term, children }: { term: string; children: ReactNode }) {
  const id = useId()
  return (
    <>
      <button className="term" popoverTarget={id} type="button">
        {term}
      </button>
      <span className="help" id={id} popover="auto">
        {children}
      </span>
    </>
  )
}
