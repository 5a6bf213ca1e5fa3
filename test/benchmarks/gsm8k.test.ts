import { describe, expect, test } from 'vitest'
import { gsm8k } from '#lib/benchmarks/gsm8k'
import { recordOf } from './record-of'

const row = { index: '0', question: 'How many eggs?', answer: '16 - 3 = <<16-3=13>>13\n#### 13' }

describe('GSM8K', () => {
  const item = recordOf(gsm8k, row)
  const prompt = gsm8k.prompt(item)

  test('is a completion behind eight worked examples, a blank line between them', () => {
    expect(gsm8k).toMatchObject({ raw: true, pictures: 'none', stopTexts: ['Q:', '</s>', '<|im_end|>'] })
    const blocks = prompt.split('\n\n')
    expect(blocks).toHaveLength(9)
    for (const block of blocks.slice(0, 8))
      expect(block).toMatch(/^Q: [^\n]+\nA: [^\n]+ The answer is \d+\.$/)
    expect(prompt.endsWith('\n\nQ: How many eggs?\nA:')).toBe(true)
  })

  test('in the order of the paper', () => {
    const answers = [...prompt.matchAll(/The answer is (\d+)\./g)].map(([, answer]) => Number(answer))
    expect(answers).toEqual([6, 5, 39, 8, 9, 29, 33, 8])
    const subjects = ['trees', 'cars', 'chocolates', 'lollipops', 'toys', 'computers', 'golf balls', 'bagels']
    prompt
      .split('\n\n')
      .slice(0, 8)
      .forEach((block, at) => {
        expect(block).toContain(subjects[at])
      })
  })

  test('keeps the worked solution as gold, guesses nothing, and refuses a row without its mark', () => {
    expect(item.answer).toBe(row.answer)
    expect(gsm8k.units([item])).toEqual([{ items: [0], stratum: '', guessFloor: 0 }])
    expect(() => gsm8k.toItem({ ...row, answer: '13' })).toThrow('must end in ####')
  })

  test('strict and flexible readings stand side by side', () => {
    expect([gsm8k.scorer, ...gsm8k.alternatives].map(scorer => scorer?.id)).toEqual([
      'gsm8k.flexible',
      'gsm8k.strict-cot',
      'gsm8k.hash-lm-eval',
      'gsm8k.hash-official',
    ])
  })
})
