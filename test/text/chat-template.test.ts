import { describe, expect, test } from 'vitest'
import { openChatTemplate } from '#workers/text/chat-template'

const llava =
  "{% for message in messages %}USER: {% for part in message.content %}{% if part.type == 'image' %}<image>\n{% else %}{{ part.text }}{% endif %}{% endfor %}{% endfor %} ASSISTANT:"
const jinja = (source: string) => openChatTemplate({ jinja: source, json: [] })

test('one user turn: pictures, then the question', () => {
  const render = jinja(llava)
  expect(render('What is it?', 1)).toBe('USER: <image>\nWhat is it? ASSISTANT:')
  expect(render('What is it?', 0)).toBe('USER: What is it? ASSISTANT:')
})

test('a question is text, not template', () => {
  expect(jinja(llava)('{{ 7 * 6 }} {% for', 0)).toBe('USER: {{ 7 * 6 }} {% for ASSISTANT:')
})

test('the first file that has one wins; a list is asked for "default"', () => {
  const list = {
    chat_template: [
      { name: 'tool', template: 'no' },
      { name: 'default', template: 'list' },
    ],
  }
  expect(openChatTemplate({ jinja: null, json: [null, {}, list] })('x', 0)).toBe('list')
  expect(openChatTemplate({ jinja: 'file', json: [list] })('x', 0)).toBe('file')
})

describe('templates that are refused', () => {
  test.each([
    ['a literal range', '{% for i in range(10000000000) %}a{% endfor %}'],
    ['a range in a variable', '{% set n = 10000000000 %}{% for i in range(n) %}a{% endfor %}'],
    [
      'nested loops',
      '{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}{% endfor %}{% endfor %}{% endfor %}',
    ],
  ])('a runaway loop is broken off: %s', (_, source) => {
    expect(() => jinja(source)('x', 0)).toThrow(
      expect.objectContaining({ reason: 'bad-chat-template', message: expect.stringContaining('timed out') }),
    )
  })

  test.each([
    ['one that cannot be parsed', '{% for %}', /cannot be used/],
    ['one that raises', "{{ raise_exception('no system turn') }}", /no system turn/],
    ['one that is far too long', 'x'.repeat(100_001), /100001 characters, at most 100000/],
    [
      'one that renders far too much',
      `{% for i in range(2000) %}${'x'.repeat(1000)}{% endfor %}`,
      /it renders 2\d+/,
    ],
  ])('%s', (_, source, message) => {
    expect(() => jinja(source)('x', 0)).toThrow(
      expect.objectContaining({ reason: 'bad-chat-template', message: expect.stringMatching(message) }),
    )
  })

  test('none at all', () => {
    expect(() => openChatTemplate({ jinja: null, json: [null, { chat_template: null }] })).toThrow(
      expect.objectContaining({
        reason: 'bad-chat-template',
        message: expect.stringContaining('there is none'),
      }),
    )
  })
})
