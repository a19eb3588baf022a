# A small image of the tool itself: docker save app | docker run -i elfspect -
FROM node:20-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm pack --ignore-scripts && mkdir /out && tar xzf elfspect-*.tgz -C /out --strip-components=1

FROM gcr.io/distroless/nodejs22-debian13
COPY --from=build /out /app
ENTRYPOINT ["/nodejs/bin/node", "/app/bin/inspect.js"]
CMD ["--help"]
