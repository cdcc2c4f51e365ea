import { z } from "zod";

// Runs before the app's own code: zod would probe `new Function`, which the content policy forbids and reports.
z.config({ jitless: true });
