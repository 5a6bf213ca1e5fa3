import { readFileSync } from 'node:fs'

/** The resident set of this process now, in bytes. */
export function residentMemory(): number {
  return process.memoryUsage.rss()
}

/** The largest resident set this process has had, in bytes. */
export function peakMemory(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return kilobytes === undefined ? process.resourceUsage().maxRSS * 1024 : Number(kilobytes) * 1024
}
