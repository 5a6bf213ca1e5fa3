import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  openChatTemplate,
  openConversationTemplate,
  openTextTemplate,
  type TemplateFiles,
} from '#workers/text/chat-template'

const folder = join(import.meta.dirname, '../fixtures/templates')
const part = z.union([
  z.object({ type: z.literal('image') }),
  z.object({ type: z.literal('text'), text: z.string() }),
])
const message = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.union([z.string(), z.array(part)]),
})
const goldens = z
  .object({
    specials: z.record(z.string(), z.string()),
    conversations: z.record(z.string(), z.array(message)),
    templates: z.record(z.string(), z.record(z.string(), z.tuple([z.string(), z.string()]).nullable())),
  })
  .parse(JSON.parse(readFileSync(join(folder, 'goldens.json'), 'utf8')))

const llava =
  "{% for message in messages %}USER: {% for part in message.content %}{% if part.type == 'image' %}<image>\n{% else %}{{ part.text }}{% endif %}{% endfor %}{% endfor %} ASSISTANT:"
const files = (jinja: string | null, json: TemplateFiles['json'] = []): TemplateFiles => ({ jinja, json })
const jinja = (source: string) => openChatTemplate(files(source))
const refused = (message: RegExp) =>
  expect.objectContaining({ reason: 'bad-chat-template', message: expect.stringMatching(message) })

describe.each(Object.entries(goldens.templates))('%s renders as transformers does', (name, cases) => {
  const template = openConversationTemplate(
    files(readFileSync(join(folder, `${name}.jinja`), 'utf8')),
    goldens.specials,
  )

  test.each(Object.entries(cases))('%s', (conversation, golden) => {
    const messages = goldens.conversations[conversation]!
    if (golden === null) {
      expect(() => template(messages)).toThrow(expect.objectContaining({ reason: 'bad-chat-template' }))
      return
    }
    expect(template(messages)).toBe(golden[0])
    expect(template(messages, { addGenerationPrompt: false })).toBe(golden[1])
  })
})

test('one user turn: pictures, then the question', () => {
  const render = jinja(llava)
  expect(render('What is it?', 1)).toBe('USER: <image>\nWhat is it? ASSISTANT:')
  expect(render('What is it?', 0)).toBe('USER: What is it? ASSISTANT:')
})

test('a question is text, not template', () => {
  expect(jinja(llava)('{{ 7 * 6 }} {% for', 0)).toBe('USER: {{ 7 * 6 }} {% for ASSISTANT:')
})

test('a prompt does not depend on the day', () => {
  expect(jinja("{{ strftime_now('%d %b %Y') }}")('x', 0)).toBe('26 Jul 2024')
})

test('a checkpoint that only reads is given plain text, unchanged where it has no template', () => {
  expect(openTextTemplate(files('[{{ messages[0].content }}]'))('x')).toBe('[x]')
  expect(openTextTemplate(files(null, [null, {}, { chat_template: null }]))('{{ x }}')).toBe('{{ x }}')
})

test('the files in their order of precedence; a list or a table is asked for "default"', () => {
  const list = {
    chat_template: [
      { name: 'tool', template: 'no' },
      { name: 'default', template: 'list' },
    ],
  }
  const table = { chat_template: { rag: 'no', default: 'table' } }
  const processor = { chat_template: 'processor' }
  const legacy = { chat_template: 'legacy' }
  const render = (...[source, ...json]: [string | null, ...TemplateFiles['json']]) =>
    openChatTemplate(files(source, json))('x', 0)
  expect(render(null, null, {}, list)).toBe('list')
  expect(render(null, null, {}, table)).toBe('table')
  expect(render('file', null, { chat_template: null }, list)).toBe('file')
  expect(render('file', legacy, {}, list)).toBe('legacy')
  expect(render('file', legacy, processor, list)).toBe('processor')
})

describe('templates that are refused', () => {
  test('a loop that does not end', () => {
    const loop = '{% for i in range(99999) %}{% endfor %}'
    const source = `{% for i in range(99999) %}${loop}{% endfor %}`
    expect(() => jinja(source)('x', 0)).toThrow(refused(/timed out|more than 50000000/))
  })

  test.each([
    [
      'a long range',
      '{% for i in range(10000000000) %}a{% endfor %}',
      /range\(\) of 10000000000 numbers, at most/,
    ],
    [
      'a long range in a variable',
      '{% set n = 10000000000 %}{% for i in range(n) %}a{% endfor %}',
      /range\(\) of 10000000000/,
    ],
    [
      'a string doubled forty times',
      `{% set s = 'xxxxxxxx' %}${'{% set s = s ~ s %}'.repeat(40)}{{ s | length }}`,
      /a text of \d+, at most 2000000/,
    ],
    [
      'a string doubled in a loop',
      "{% set n = namespace(s='x') %}{% for i in range(64) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
      /a text of \d+/,
    ],
    [
      'a list doubled',
      `{% set s = [0] %}${'{% set s = s + s %}'.repeat(40)}`,
      /a list of \d+, at most 100000/,
    ],
    [
      'a replacement that blows up',
      `{% set s = 'x' %}${'{% set s = s ~ s %}'.repeat(16)}{{ s | replace('x', s) }}`,
      /string length|a text of \d+/i,
    ],
    [
      'many large strings kept',
      `{% set ns = namespace(l=[]) %}{% set s = 'x' %}${'{% set s = s ~ s %}'.repeat(20)}{% for i in range(999) %}{% set ns.l = ns.l + [s | upper] %}{% endfor %}`,
      /more than 50000000 characters/,
    ],
    ['one nested too deep', `{{ ${'('.repeat(40_000)}`, /call stack/],
    ['one that cannot be parsed', '{% for %}', /cannot be used/],
    ['one that raises', "{{ raise_exception('no system turn') }}", /no system turn/],
    ['one that is far too long', 'x'.repeat(100_001), /100001 characters, at most 100000/],
    [
      'one that renders far too much',
      `{% for i in range(2000) %}${'x'.repeat(1000)}{% endfor %}`,
      /it renders 2\d+ characters for a conversation of 1/,
    ],
  ])('%s', (_, source, reason) => {
    expect(() => jinja(source)('x', 0)).toThrow(refused(reason))
  })

  test.each([[null], ['{"rag": "x"}']])('none at all: %s', template => {
    const tokenizer = { chat_template: template === null ? null : JSON.parse(template) }
    expect(() => openChatTemplate(files(null, [null, {}, tokenizer]))).toThrow(refused(/there is none/))
  })
})
