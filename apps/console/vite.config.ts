import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The service serves the build at `/` and its interface at `/api` of the same origin.
// SUP_CONSOLE_API names the service that `npm run dev` talks to.
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // Contracts hold zod schemas beside the word lists; the console reads the lists and types only.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/\/libs\/[a-z]+\/src\//.test(id) } },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': process.env.SUP_CONSOLE_API ?? 'http://127.0.0.1:4005' } },
});
