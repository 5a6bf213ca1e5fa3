import { describe, expect, test } from 'vitest'
import {
  between,
  counted,
  decimal,
  halfWidth,
  listed,
  parameters,
  percent,
  probability,
  signed,
} from '../../app/format/numbers'

describe('numbers as text', () => {
  test('a true minus, and none before zero', () => {
    expect(decimal(-12.34, 1)).toBe('\u221212.3')
    expect(decimal(-0.04, 1)).toBe('0.0')
  })

  test('thin spaces in thousands and before a percent sign', () => {
    expect(decimal(1234567, 0)).toBe('1\u2009234\u2009567')
    expect(decimal(999.96, 1)).toBe('1\u2009000.0')
    expect(percent(0.123)).toBe('12.3\u2009%')
  })

  test('a change is signed unless it rounds to zero', () => {
    expect([signed(3.21, 1), signed(-3.21, 1), signed(0.04, 1)]).toEqual(['+3.2', '\u22123.2', '0.0'])
  })

  test('intervals read "a to b" and half-widths ±', () => {
    expect(between(-1.24, 3, 1)).toBe('\u22121.2 to 3.0')
    expect(halfWidth(0.2, 0.5, 2)).toBe('±0.15')
  })

  test('sizes keep at most one decimal', () => {
    expect([2_104_320, 7.06e9, 99_960_000, 110.5e9, 4200].map(parameters)).toEqual([
      '2.1 M',
      '7.1 B',
      '100 M',
      '111 B',
      '4\u2009200',
    ])
  })

  test('a small p is a bound', () => {
    expect([0.00004, 0.0312, 0.4].map(probability)).toEqual(['< 0.001', '0.031', '0.40'])
  })

  test('counts and lists are words', () => {
    expect([counted(1, 'run'), counted(3, 'run'), counted(38, 'run')]).toEqual([
      'one run',
      'three runs',
      '38 runs',
    ])
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
  })
})
