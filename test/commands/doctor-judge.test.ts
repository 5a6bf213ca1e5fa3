import { afterEach, expect, test, vi } from 'vitest'
import { parallax } from './capture'

afterEach(() => vi.unstubAllEnvs())

async function judgeLine() {
  const { status, stdout, json } = await parallax('doctor', '--json')
  const checks: { check: string; works: boolean; detail: string }[] = json().checks
  return { status, stdout, line: checks.find(({ check }) => check === 'judge') }
}

test('doctor says that there is no judge, and what that means', async () => {
  vi.stubEnv('PARALLAX_JUDGE_URL', undefined)
  vi.stubEnv('PARALLAX_JUDGE_MODEL', undefined)
  const { status, line } = await judgeLine()
  expect([status, line]).toMatchObject([
    0,
    { works: false, detail: 'none: MM-Vet and LLaVA-W are not scored' },
  ])
})

test('doctor names the judge, and not its key', async () => {
  vi.stubEnv('PARALLAX_JUDGE_URL', 'https://judge.example/v1')
  vi.stubEnv('PARALLAX_JUDGE_MODEL', 'judge-9b')
  vi.stubEnv('PARALLAX_JUDGE_KEY', 'sk-nobody-may-see')
  const { stdout, line } = await judgeLine()
  expect(line).toMatchObject({ works: true, detail: 'judge-9b at judge.example' })
  expect(stdout).not.toContain('nobody-may-see')
})

test('doctor says what is wrong with a judge', async () => {
  vi.stubEnv('PARALLAX_JUDGE_URL', 'http://judge.example/v1')
  vi.stubEnv('PARALLAX_JUDGE_MODEL', 'judge-9b')
  vi.stubEnv('PARALLAX_JUDGE_KEY', 'sk-nobody-may-see')
  const { stdout, line } = await judgeLine()
  expect(line).toMatchObject({ works: false, detail: expect.stringContaining('over https:// only') })
  expect(stdout).not.toContain('nobody-may-see')
})
