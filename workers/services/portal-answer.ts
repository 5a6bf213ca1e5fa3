import { Refusal, type RefusalReason, refusalReasons } from '#lib/domain/refusal'
import { apiError } from '#lib/domain/work'

const reasonOfStatus = new Map<number, RefusalReason>([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [404, 'not-found'],
  [409, 'stale-attempt'],
  [429, 'quota-exceeded'],
])

/** The refusal in a 4xx answer: the reason the portal gives where we know it, else what the status means. */
export function refusalOf(url: URL, status: number, text: string): Refusal {
  const error = errorIn(text)
  const given = refusalReasons.find(reason => reason === error?.reason)
  const reason = given ?? reasonOfStatus.get(status) ?? 'bad-request'
  const said = error ? oneLine(error.message) : `the answer has no error message`
  return new Refusal(reason, `${url.href} answers ${status}: ${said}`)
}

function errorIn(text: string): { reason: string; message: string } | null {
  try {
    return apiError.parse(JSON.parse(text)).error
  } catch {
    return null
  }
}

function oneLine(message: string): string {
  return message.replace(/\s+/gu, ' ').trim().slice(0, 500)
}
