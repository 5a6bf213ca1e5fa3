import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeChat, startFakeChat } from '#test/services/fake-chat'
import { temporaryFolder } from '#test/support/temporary-folder'
import { openChosenChat } from '#workers/commands/chat-option'

let fake: FakeChat
let told: string[] = []
const terminal = { answer: () => {}, tell: (line: string) => told.push(line), watcher: null }

beforeEach(async () => {
  fake = await startFakeChat()
  told = []
  vi.stubEnv('PARALLAX_DATA', temporaryFolder())
  vi.stubEnv('PARALLAX_CHAT_URL', fake.url)
  vi.stubEnv('PARALLAX_CHAT_MODEL', 'seer')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await fake.close()
})

test('the model of the environment is opened, and who answers is told', async () => {
  const model = await openChosenChat(terminal)
  const { host } = new URL(fake.url)
  expect(model.digest).toMatch(/^chat:/)
  expect(told).toEqual([
    `seer at ${host} answers as seer-2026-01-01; configuration fp_1`,
    `${host} tells no likely tokens: options have no probabilities, and are judged by what is said`,
  ])
})

test('a server that names nothing is told to be one', async () => {
  fake.model = null
  fake.fingerprint = null
  fake.answer = () => ({ text: 'well', first: { well: -0.1 } })
  await openChosenChat(terminal)
  expect(told).toEqual([
    `seer at ${new URL(fake.url).host} answers as no model that it names; it does not name its configuration`,
  ])
})

test('without an address it is wrong usage', async () => {
  vi.stubEnv('PARALLAX_CHAT_URL', undefined)
  vi.stubEnv('PARALLAX_CHAT_MODEL', undefined)
  await expect(openChosenChat(terminal)).rejects.toMatchObject({
    name: 'BadUsage',
    message: '--chat needs PARALLAX_CHAT_URL and PARALLAX_CHAT_MODEL',
  })
})
