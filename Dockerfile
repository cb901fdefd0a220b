# One image for the API, the workers and the migration; docker-compose.yml says which of them a container runs.

FROM node:20-slim AS build
WORKDIR /app
# The dependencies have a layer of their own, so that a change of the code does not install them again.
COPY package.json package-lock.json .npmrc ./
# Not `npm ci`: see bin/prepare.mjs, which installs in the same way. No package runs a script of its own.
RUN npm install --no-save --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error
COPY nest-cli.json tsconfig.json .swcrc prisma.config.ts ./
COPY bin bin
COPY prisma prisma
COPY libs libs
COPY apps apps
RUN node bin/hydra.mjs prepare \
 && npm prune --omit=dev --ignore-scripts --no-save --no-audit --no-fund --loglevel=error

FROM node:20-slim
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/prisma prisma
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
CMD ["node", "--heap-growing-percent=150", "dist/apps/api/src/main.js"]
