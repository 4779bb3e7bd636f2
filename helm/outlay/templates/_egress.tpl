{{/* The rule that lets a pod ask for names. */}}
{{- define "outlay.egress.dns" -}}
- ports:
    - { port: 53, protocol: UDP }
    - { port: 53, protocol: TCP }
  {{- with .Values.networkPolicy.dns }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The rule that lets a pod reach an engine: the bundled one's pods, or where it is elsewhere. Takes root and engine. */}}
{{- define "outlay.egress.engine" -}}
{{- $bundled := index .root.Values.bundled .engine | default dict -}}
{{- if $bundled.enabled -}}
- ports:
    - { port: {{ .engine }}, protocol: TCP }
  to:
    - podSelector:
        matchLabels:
          {{- include "outlay.selector" (dict "root" .root "component" .engine) | nindent 10 }}
{{- else -}}
{{- $elsewhere := index .root.Values.networkPolicy.engines .engine -}}
- ports:
    {{- range $elsewhere.ports }}
    - { port: {{ . | int64 }}, protocol: TCP }
    {{- end }}
  {{- with $elsewhere.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
{{- end }}
