/** The board before its first run: the head it will have, and what to do. */
export function EmptyBoard() {
  return (
    <div className="border-y-[1.5px] border-strong">
      <div aria-hidden="true" className="flex justify-between border-b border-ink3 py-1.5 type-label">
        <span>
          Rank<span className="ml-12">Checkpoint</span>
        </span>
        <span>
          Visual reliance<span className="ml-12">Mean</span>
        </span>
      </div>
      <div className="py-10">
        <p className="type-finding">No checkpoint has been measured yet.</p>
        <p className="mt-1 type-interface text-ink2">
          <a className="link" href="/submit">
            Submit one
          </a>
          ; its row appears here when the last of its items is scored.
        </p>
      </div>
    </div>
  )
}
