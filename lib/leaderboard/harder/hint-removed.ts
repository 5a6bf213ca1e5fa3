import type { ItemRecord } from '../../domain/item'
import { excluded, startVariant, type Transformation } from './variant'

/** Words that point at the picture or repeat that there is one. */
const pointers =
  /,?\s*\b(?:as (?:is )?(?:shown|seen|given|depicted|illustrated|indicated)|according to|based on|shown|depicted|illustrated)(?: (?:in|on|by|from))? (?:the|this) (?:above |below |following |given )?(?:figure|picture|image|diagram|chart|graph|photo|table)(?: (?:above|below))?,?|,?\s*\bas (?:shown|seen) (?:above|below),?/gi

/** A measure that is given in words: `AB = 5`, `angle C is 40°`. */
const givenMeasures =
  /,?\s*\b(?:and\s+|with\s+|where\s+|if\s+)?(?:[a-z]+\s+)?[A-Z]{1,3}\s*(?:=|is|measures|equals)\s*([-+]?\d+(?:\.\d+)?)\s*(?:°|degrees|cm|mm|m|km|in|ft|units)?\b,?/g

/** Without what the text gives away: its hint, words that point at the picture, measures that can be read in it. */
export const hintRemoved: Transformation = {
  id: 'hint-removed',
  title: 'Without hints in the text',
  answers: '1',
  build(source, at) {
    const item = source.items[at]
    const { hint, ...details } = item.details
    const readable = new Set(source.pictureTexts?.get(item.id) ?? [])
    const asked = withoutHint(item, hint)
    const unpointed = asked.replaceAll(pointers, ' ')
    const measures: string[] = []
    const bare = unpointed.replaceAll(givenMeasures, (whole, value: string) => {
      if (!readable.has(value)) return whole
      measures.push(value)
      return ' '
    })
    const question = tidied(bare)
    if (question === tidied(item.question)) return excluded('its text gives nothing away')
    if (!/[\p{L}\p{N}]/u.test(question)) return excluded('nothing is left of the question')
    return [
      {
        ...startVariant(source, at, 'hint-removed'),
        parameters: {
          hint: asked === item.question ? 0 : 1,
          pointers: unpointed === asked ? 0 : 1,
          measures: measures.length,
        },
        turns: [{ question, options: item.options, answer: item.answer }],
        details: asked === item.question ? item.details : details,
        checks: [{ check: 'the picture alone gives the answer: read by a person', verdict: 'pending' }],
      },
    ]
  },
}

/** ScienceQA's hint stands before its question, on a line of its own. */
function withoutHint({ question }: ItemRecord, hint: string | undefined): string {
  if (hint === undefined || hint === '') return question
  return question.startsWith(`${hint}\n`) ? question.slice(hint.length + 1) : question
}

/** Single spaces, no space before a mark, a capital at the start. */
function tidied(text: string): string {
  const clean = text
    .replace(/[ \t]+/g, ' ')
    .replace(/ ([,.;:?!])/g, '$1')
    .replace(/^[\s,.;:]+/, '')
    .trim()
  return clean.charAt(0).toUpperCase() + clean.slice(1)
}
