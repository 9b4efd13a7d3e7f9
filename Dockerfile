# The widget as an image that writes nothing: everything is collected here, and only /tmp is used when it runs.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

COPY . .
# Compiled beforehand, since the user below may write nothing here.
RUN python manage.py collectstatic --noinput \
    && python -m compileall -q booking_site widget \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin booking
USER 10001

# No EXPOSE: platforms choose the port and tell it in PORT; by itself it is 8000.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + (os.environ.get('PORT') or '8000') + '/healthz', timeout=4)"]

CMD ["python", "-m", "booking_site.start", "gunicorn", "--config", "gunicorn.conf.py", "booking_site.wsgi"]
