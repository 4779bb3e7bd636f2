{{/* One variable out of the Secret. Takes root, variable and key. */}}
{{- define "outlay.secret" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ required "secrets.existingSecret must name the Secret with Outlay's keys and URLs (see the chart's README)" .root.Values.secrets.existingSecret }}
      key: {{ required (printf "secrets.keys must say which key of the Secret holds %s" .variable) .key }}
{{- end }}

{{/*
DATABASE_URL of a subgraph. A bundled engine's URL is put together by the kubelet from the password, so that
it stands in no manifest. Takes root and name.
*/}}
{{- define "outlay.databaseUrl" -}}
{{- $keys := .root.Values.secrets.keys -}}
{{- if .root.Values.bundled.postgres.enabled -}}
{{ include "outlay.secret" (dict "root" .root "variable" "DATABASE_PASSWORD" "key" (index $keys.databasePasswords .name)) }}
- name: DATABASE_URL
  value: postgres://{{ .name }}:$(DATABASE_PASSWORD)@{{ include "outlay.fullname" .root }}-postgres:5432/{{ .name }}
{{- else -}}
{{ include "outlay.secret" (dict "root" .root "variable" "DATABASE_URL" "key" (index $keys.databaseUrls .name)) }}
{{- end -}}
{{- end }}

{{- define "outlay.eventLogUrl" -}}
{{- if .Values.bundled.kafka.enabled -}}
- name: EVENT_LOG_URL
  value: kafka://{{ include "outlay.fullname" . }}-kafka:9092
{{- else -}}
{{ include "outlay.secret" (dict "root" . "variable" "EVENT_LOG_URL" "key" .Values.secrets.keys.eventLogUrl) }}
{{- end -}}
{{- end }}

{{- define "outlay.cacheUrl" -}}
{{- if .Values.bundled.redis.enabled -}}
{{ include "outlay.secret" (dict "root" . "variable" "REDIS_PASSWORD" "key" .Values.secrets.keys.redisPassword) }}
- name: CACHE_URL
  value: redis://:$(REDIS_PASSWORD)@{{ include "outlay.fullname" . }}-redis:6379
{{- else -}}
{{ include "outlay.secret" (dict "root" . "variable" "CACHE_URL" "key" .Values.secrets.keys.cacheUrl) }}
{{- end -}}
{{- end }}

{{- define "outlay.queueUrl" -}}
{{- if .Values.bundled.rabbitmq.enabled -}}
{{ include "outlay.secret" (dict "root" . "variable" "RABBITMQ_PASSWORD" "key" .Values.secrets.keys.rabbitmqPassword) }}
- name: QUEUE_URL
  value: amqp://outlay:$(RABBITMQ_PASSWORD)@{{ include "outlay.fullname" . }}-rabbitmq:5672
{{- else -}}
{{ include "outlay.secret" (dict "root" . "variable" "QUEUE_URL" "key" .Values.secrets.keys.queueUrl) }}
{{- end -}}
{{- end }}

{{/* Has Node believe those of the bundle besides whom it believes anyway, whatever it connects to; or nothing. */}}
{{- define "outlay.caBundle" -}}
{{- if .Values.caBundle.existingConfigMap -}}
- name: NODE_EXTRA_CA_CERTS
  value: /etc/outlay/ca/bundle.pem
{{- end -}}
{{- end }}

{{/* All that a piece is told. Takes root, name and service. */}}
{{- define "outlay.environment" -}}
{{- $root := .root -}}
{{- $uses := index (include "outlay.uses" . | fromYaml) .name -}}
{{- $keys := $root.Values.secrets.keys -}}
{{- $fullname := include "outlay.fullname" $root -}}
- name: HOST
  value: 0.0.0.0
- name: PORT
  value: {{ $root.Values.ports.http | quote }}
- name: METRICS_PORT
  value: {{ $root.Values.ports.metrics | quote }}
- name: KEEP_ALIVE_MS
  value: {{ .service.drain.keepAliveMs | int64 | quote }}
- name: DRAIN_DELAY_MS
  value: {{ .service.drain.delayMs | int64 | quote }}
- name: DRAIN_MS
  value: {{ .service.drain.timeoutMs | int64 | quote }}
{{ include "outlay.secret" (dict "root" $root "variable" "GATEWAY_SECRET" "key" $keys.gatewaySecret) }}
{{- if eq .name "gateway" }}
{{- range $subgraph, $_ := omit $root.Values.services "gateway" }}
- name: {{ upper $subgraph }}_URL
  value: ws://{{ $fullname }}-{{ $subgraph }}:{{ $root.Values.ports.http }}
{{- end }}
- name: JWKS_URL
  value: http://{{ $fullname }}-auth:{{ $root.Values.ports.http }}/.well-known/jwks.json
{{- end }}
{{- if has "postgres" $uses }}
{{ include "outlay.databaseUrl" . }}
- name: MIGRATE
  value: {{ ternary "on" "off" (or $root.Values.bundled.postgres.enabled (not $root.Values.migrations.enabled)) | quote }}
{{- end }}
{{- if has "kafka" $uses }}
{{ include "outlay.eventLogUrl" $root }}
{{- end }}
{{- if has "redis" $uses }}
{{ include "outlay.cacheUrl" $root }}
{{- end }}
{{- if has "rabbitmq" $uses }}
{{ include "outlay.queueUrl" $root }}
{{- end }}
{{- if has "masterKey" $uses }}
{{ include "outlay.secret" (dict "root" $root "variable" "MASTER_KEY" "key" $keys.masterKey) }}
{{- end }}
{{- if and (has "smtp" $uses) $keys.smtpUrl }}
{{ include "outlay.secret" (dict "root" $root "variable" "SMTP_URL" "key" $keys.smtpUrl) }}
{{- end }}
{{- with include "outlay.caBundle" $root }}
{{ . }}
{{- end }}
{{- with $root.Values.telemetry.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- range $variable, $value := .service.env }}
- name: {{ $variable }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
