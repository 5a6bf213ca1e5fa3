import type { SubmissionStatus } from '#lib/domain/submission'

/** What failed, in the words of the refusal, with its reason code. */
export function FailureNotice({ status }: { status: SubmissionStatus }) {
  if (!status.reason) return null
  const { code, message } = status.reason
  return (
    <section aria-label="Reason" className="mt-6 border-y border-b-rule border-t-neg py-3">
      <div className="flex items-baseline gap-2.5">
        <span aria-hidden="true" className="size-2.5 flex-none border-[1.5px] border-neg" />
        <h2 className="font-medium">{status.state === 'refused' ? 'Refused' : 'Stopped'}</h2>
        <span className="ml-auto type-code text-ink2">{code}</span>
      </div>
      <p className="mt-1 max-w-[94ch] type-interface text-ink2 [overflow-wrap:anywhere]">{message}</p>
      <a className="button mt-3" href="/submit">
        Submit again
      </a>
    </section>
  )
}
