import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { fontVariables } from './fonts'
import './globals.css'
import { theme, themeCookie } from './theme/theme'

export const metadata: Metadata = {
  title: 'Parallax',
  description:
    'How does this vision-language checkpoint really see? Scores, and how much of each needed the image.',
}

/** Every page is read from the database when it is asked for; a build must not open one. */
export const dynamic = 'force-dynamic'

/** The theme of the cookie, so that the first paint is right; without one the system decides. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies()
  const chosen = theme.safeParse(jar.get(themeCookie)?.value)
  return (
    <html className={fontVariables} data-theme={chosen.data} lang="en-GB">
      <body>{children}</body>
    </html>
  )
}
