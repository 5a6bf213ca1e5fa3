import { chosenByLetter, extractQuickly, normaliseFree } from './mathvista-answer'
import { readOption } from './mcq.vlmevalkit'
import { lastNumber, statedNumber } from './number-in-text'
import { labelsOf } from './option-scorer'
import { strip } from './python-space'
import { type Found, matched, type Reading } from './reading'
import type { ScoredItem } from './scorer'

/** Our rules for MathVista's free responses, in the place of a judge. Nothing is guessed. */
export function readByRules(item: ScoredItem, response: string): Reading | null {
  const said = undressed(response)
  return matched(readAnswer(item, said), item.answer)
}

/** Without hidden reasoning, markdown asterisks and the dress of formulas. */
function undressed(response: string): string {
  const plain = response
    .replace(/<think>[\s\S]*?<\/think>/g, '')
    .replace(/\*|\$|\\\(|\\\)/g, '')
    .replace(/\\boxed\s*\{([^{}]*)\}/g, '$1')
  return strip(plain)
}

function readAnswer(item: ScoredItem, said: string): Found | null {
  if (said === '') return null
  const quick = extractQuickly(item, said)
  if (item.details.question_type === 'multi_choice')
    return quick === null ? readChoice(item, said) : { parsed: quick, rule: 'whole-choice' }
  if (quick !== null) return named(normaliseFree(item, quick), 'whole')
  switch (item.details.answer_type) {
    case 'integer':
    case 'float':
      return readNumber(item, said)
    case 'list':
      return readList(said)
    default:
      return { parsed: said, rule: 'text' }
  }
}

function readChoice(item: ScoredItem, said: string): Found | null {
  const read = readOption(item, said) ?? readNamedLetter(labelsOf(item), said)
  if (read) return { parsed: textOf(item, read.parsed), rule: read.rule }
  const [only, second] = item.options.filter(({ text }) => stands(text, lastSentence(said)))
  return only && !second ? { parsed: only.text, rule: 'last-sentence' } : null
}

/** The last "answer is X", else the last "(X)". */
function readNamedLetter(labels: readonly string[], said: string): Found | null {
  const stated = [...said.matchAll(/answer(?:\s+is|\s*:)\s*\(?([A-Z])(?![\p{L}\p{N}])/giu)]
  const letter = stated.map(found => found[1] ?? '').findLast(label => labels.includes(label))
  if (letter !== undefined) return { parsed: letter, rule: 'answer-is' }
  const bracketed = [...said.matchAll(/\(([A-Z])\)/g)]
  const last = bracketed.map(found => found[1] ?? '').findLast(label => labels.includes(label))
  return last === undefined ? null : { parsed: last, rule: 'parentheses' }
}

function textOf(item: ScoredItem, label: string): string {
  return chosenByLetter(item, label).text ?? label
}

function lastSentence(said: string): string {
  return said.split(/[.!?](?=\s)|\n/).findLast(sentence => strip(sentence) !== '') ?? ''
}

/** Whether the text occurs, not as a part of a longer word or number. */
function stands(text: string, sentence: string): boolean {
  const [lower, wanted] = [sentence.toLowerCase(), text.toLowerCase()]
  for (let at = lower.indexOf(wanted); wanted !== '' && at >= 0; at = lower.indexOf(wanted, at + 1)) {
    const [before, after] = [lower.slice(0, at), lower.slice(at + wanted.length)]
    if (!/(?:[\p{L}\p{N}]|\d[.,/])$/u.test(before) && !/^(?:[\p{L}\p{N}]|[.,/]\d)/u.test(after)) return true
  }
  return false
}

function readNumber(item: ScoredItem, said: string): Found | null {
  const stated = statedNumber(said)
  if (stated !== null) return named(normaliseFree(item, stated), 'stated-number')
  const last = lastNumber(said)
  return last === null ? null : named(normaliseFree(item, last), 'last-number')
}

function readList(said: string): Found | null {
  const list = [...said.matchAll(/\[([^[\]]*)\]/g)].at(-1)?.[1]
  if (list === undefined) return null
  return { parsed: `[${list.split(',').map(strip).join(', ')}]`, rule: 'last-list' }
}

function named(reading: Found | null, rule: string): Found | null {
  return reading && { ...reading, rule }
}
