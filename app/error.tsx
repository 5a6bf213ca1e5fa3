'use client'

interface ErrorPageProps {
  readonly error: unknown
  readonly retry: () => void
}

/** What failed, what still holds, what to do. The cause is in the portal's log under the code. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <main className="frame pt-12">
      <div className="border-t border-neg pt-4">
        <h1 className="type-title">This page could not be read</h1>
        <p className="mt-3 max-w-150 text-[15px] leading-[22px] text-ink2">
          The portal failed while it put the page together. Runs go on and nothing of what they sent is lost.
          Try again; if it stays, the portal’s log names the cause{codeOf(error) && ' under this code'}.
        </p>
        {codeOf(error) && <p className="mt-2 type-code text-ink3">{codeOf(error)}</p>}
        <button className="button button-primary mt-4" onClick={retry} type="button">
          Try again
        </button>
      </div>
    </main>
  )
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null
}
