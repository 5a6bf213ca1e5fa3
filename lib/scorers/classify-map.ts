import type { AnswerClass } from '../domain/answer-class'
import {
  type ClassPhrases,
  clauseWords,
  phrasesOf,
  plainText,
  plainWords,
  type Word,
  withoutLead,
} from './class-words'
import type { Found } from './reading'

/** Share of common words from which an answer that names no class is taken for the class it is nearest to. */
const leastOverlap = 0.6
const denials = ['not', 'no', 'rather than']
/** What may stand between a denial, or an "or", and the name it reaches. */
const articles = ['a', 'an', 'the', 'any']

/** Words `from` to `to` (not included) of an answer name a class. */
interface Span {
  readonly from: number
  readonly to: number
  readonly name: string
}

/** The class an answer names; null where it names none. Pure rules, no judge, no guess. */
export function mapToClass(classes: readonly AnswerClass[], answer: string): Found | null {
  const phrases = phrasesOf(classes)
  const plain = plainText(answer)
  const core = withoutLead(plain)
  const whole = phrases.whole.get(core) ?? phrases.whole.get(plain)
  if (whole !== undefined) return { parsed: whole, rule: 'whole' }
  const clauses = clauseWords(plain)
  const words = clauses.map(({ text }) => text)
  const named = spansOf(words, phrases)
  const meant = withoutDenied(named, clauses)
  const [first] = meant
  if (first) return chosen(meant, first, words)
  // A class that was denied is not brought back by its likeness.
  return named.length > 0 ? null : nearestByWords(classes, core)
}

function chosen(meant: readonly Span[], first: Span, words: readonly string[]): Found {
  if (new Set(meant.map(({ name }) => name)).size === 1) return { parsed: first.name, rule: 'named' }
  const stated = words.findLastIndex((word, at) => word === 'is' && words[at - 1] === 'answer')
  const behind = stated < 0 ? undefined : meant.find(({ from }) => from > stated)
  return behind
    ? { parsed: behind.name, rule: 'ambiguous-answer-is' }
    : { parsed: first.name, rule: 'ambiguous-first' }
}

/** In order, without those inside a longer one. */
function spansOf(words: readonly string[], { inSentence, longest }: ClassPhrases): Span[] {
  const spans = words.flatMap((_, from) =>
    Array.from({ length: longest }, (_, more) => from + more + 1)
      .filter(to => to <= words.length)
      .flatMap((to): Span[] => {
        const name = inSentence.get(words.slice(from, to).join(' '))
        return name === undefined ? [] : [{ from, to, name }]
      }),
  )
  const holds = (outer: Span, inner: Span) =>
    outer.from <= inner.from && inner.to <= outer.to && outer.to - outer.from > inner.to - inner.from
  return spans.filter(span => !spans.some(other => holds(other, span)))
}

/** Without what follows "not", "no" or "rather than", and what is joined to that by "or" or "nor". */
function withoutDenied(spans: readonly Span[], words: readonly Word[]): Span[] {
  const denied = new Set<Span>()
  for (const span of spans) {
    const before = words.slice(0, span.from)
    while (articles.includes(before.at(-1)?.text ?? '')) before.pop()
    const isJoint = ['or', 'nor'].includes(before.at(-1)?.text ?? '')
    const joined = isJoint && spans.some(other => denied.has(other) && other.to === before.length - 1)
    if (joined || isDenial(before)) denied.add(span)
  }
  return spans.filter(span => !denied.has(span))
}

function isDenial(before: readonly Word[]): boolean {
  const last = before.at(-1)
  if (!last || last.pauses) return false
  const both = `${before.at(-2)?.text ?? ''} ${last.text}`
  return denials.includes(last.text) || denials.includes(both) || last.text.endsWith("n't")
}

/** The only class that shares the most words with the answer (Jaccard), if they are enough. */
function nearestByWords(classes: readonly AnswerClass[], core: string): Found | null {
  const said = new Set(plainWords(core))
  const overlaps = classes.map(({ name }) => {
    const words = new Set(plainWords(plainText(name)))
    const common = [...words].filter(word => said.has(word)).length
    return { name, overlap: common / Math.max(1, said.size + words.size - common) }
  })
  const most = Math.max(0, ...overlaps.map(({ overlap }) => overlap))
  const [only, second] = overlaps.filter(({ overlap }) => overlap === most)
  return only && !second && most >= leastOverlap ? { parsed: only.name, rule: 'word-overlap' } : null
}
