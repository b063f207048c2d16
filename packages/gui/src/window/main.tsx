/** The window: draws the client's views. */
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createCore } from './core.ts'

const place = document.getElementById('window')
if (place) createRoot(place).render(<App core={createCore()} />)
